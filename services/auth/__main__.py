from services.auth.app import create_app
from services.auth.settings import AuthSettings
from shared.app import serve
from shared.settings import load

serve(create_app(load(AuthSettings, "auth")))

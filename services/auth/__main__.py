from services.auth.app import create_app
from services.auth.settings import AuthSettings
from shared.process.settings import load
from shared.service.app import serve

serve(create_app(load(AuthSettings, "auth")))

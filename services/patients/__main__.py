from services.patients.app import create_app
from services.patients.settings import PatientsSettings
from shared.app import serve
from shared.settings import load

serve(create_app(load(PatientsSettings, "patients")))

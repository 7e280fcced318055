from services.patients.app import create_app
from services.patients.settings import PatientsSettings
from shared.process.settings import load
from shared.service.app import serve

serve(create_app(load(PatientsSettings, "patients")))

from services.billing.app import create_app
from services.billing.settings import BillingSettings
from shared.process.settings import load
from shared.service.app import serve

serve(create_app(load(BillingSettings, "billing")))

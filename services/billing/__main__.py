from services.billing.app import create_app
from services.billing.settings import BillingSettings
from shared.app import serve
from shared.settings import load

serve(create_app(load(BillingSettings, "billing")))

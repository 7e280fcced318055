from services.scheduling.app import create_app
from services.scheduling.settings import SchedulingSettings
from shared.process.settings import load
from shared.service.app import serve

serve(create_app(load(SchedulingSettings, "scheduling")))

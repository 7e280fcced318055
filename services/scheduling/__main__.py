from services.scheduling.app import create_app
from services.scheduling.settings import SchedulingSettings
from shared.app import serve
from shared.settings import load

serve(create_app(load(SchedulingSettings, "scheduling")))

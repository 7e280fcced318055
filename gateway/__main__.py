from gateway.app import serve
from gateway.settings import GatewaySettings
from shared.settings import load

serve(load(GatewaySettings, "gateway"))

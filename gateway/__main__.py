from gateway.app import serve
from gateway.settings import GatewaySettings
from shared.process.settings import load

serve(load(GatewaySettings, "gateway"))

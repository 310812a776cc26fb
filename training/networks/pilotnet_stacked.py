"""PilotNet that sees three frames, 50 ms apart, stacked along the channels, oldest first."""
from networks.network import Network
from networks.pilotnet import HEIGHT, WIDTH, PilotNet, folded

FRAMES = 3
FILTERS = (36, 48, 64, 80, 80)

NETWORK = Network(name="pilotnet_stacked", architecture="PilotNet stacked", view="pilotnet", height=HEIGHT,
                  width=WIDTH, frames=FRAMES, make=lambda: PilotNet(3 * FRAMES, FILTERS), deployed=folded,
                  plain=folded)

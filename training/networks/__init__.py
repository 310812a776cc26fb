"""One file a network; each holds NETWORK."""
import importlib

from networks.network import Network

NAMES = ("pilotnet", "pilotnet_tf", "pilotnet_stacked", "deepest_lstm_tiny", "slim_pilotnet",
         "slim_pilotnet_mounts")


def network_named(name: str) -> Network:
    if name not in NAMES:
        raise SystemExit(f"network '{name}' is none of {', '.join(NAMES)}")
    return importlib.import_module(f"networks.{name}").NETWORK

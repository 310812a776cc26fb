"""Event files for TensorBoard beside losses.csv, where the package tensorboardX is installed."""
import pathlib
import shutil
import sys

FOLDER = "tensorboard"
HINT = "no event files for TensorBoard: tensorboardX is not installed (pip install tensorboardX)"


class Events:
    """The curves of one run: a scalar for each column of its history."""

    def __init__(self, out: pathlib.Path, axis: str, done: int = 0) -> None:
        """`axis` is the column that counts. Those of a run before are removed, unless `done` of its rows go on."""
        folder = out / FOLDER
        if done == 0:
            shutil.rmtree(folder, ignore_errors=True)
        self.axis = axis
        self.writer = None
        try:
            from tensorboardX import SummaryWriter
        except ImportError:
            print(HINT, file=sys.stderr)
            return
        # What an interrupted run wrote of later rows does not count.
        self.writer = SummaryWriter(str(folder), purge_step=done + 1 if done else None)

    def add(self, row: dict) -> None:
        """An empty value is left out."""
        if self.writer is None:
            return
        for name, value in row.items():
            if name != self.axis and value not in ("", None):
                self.writer.add_scalar(name, value, row[self.axis])
        self.writer.flush()

    def close(self) -> None:
        if self.writer is not None:
            self.writer.close()

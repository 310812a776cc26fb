"""Calls training/convert.py once for each list of arguments in a JSON file, in one process: PyTorch takes seconds to load.

Prints a JSON list of {status, stdout, stderr}.
"""
import contextlib
import io
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "training"))
import convert  # noqa: E402


def called(arguments: list[str]) -> dict:
    out, err = io.StringIO(), io.StringIO()
    status = 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        sys.argv = ["convert.py", *arguments]
        try:
            convert.main()
        except SystemExit as stop:
            status = stop.code if isinstance(stop.code, int) else 1
            if isinstance(stop.code, str):
                print(stop.code, file=sys.stderr)
    return {"status": status, "stdout": out.getvalue(), "stderr": err.getvalue()}


print(json.dumps([called(arguments) for arguments in json.loads(pathlib.Path(sys.argv[1]).read_text())]))

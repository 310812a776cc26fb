"""Reads scalars as PyYAML's safe_load does: JSON lines [source, type, text] of the list below.

python3 test/config/golden/py_yaml.py > test/config/golden/py-yaml.jsonl
"""
import datetime
import json
import math

import yaml

SOURCES = """
1e3 1.e3 1.5e3 1.5e+3 1E5 1e-3 1.0e-3 .5e5 .5e+5 5.e+3 5.e .5 5. 0. -.5 +.5 -0.5 1.5_0 0.1
1:30 1:30.5 -1:30 190:20:30 12:30:45.5 1:60 0:0 1:6:0 12:30 0:30
0o17 017 0100 0777 089 08 09 0_8 0_ 00 0 -0 +0 -017 +5 5 42
1_000 1__0 1_000.5 _1 __1 -_ 0b101 +0b1 0b 0b_ 0b102 0x1F 0x_f 0x10_ 0xG 0x -0x10 0X1F
yes Yes YES no No NO on On ON off Off OFF y Y n N true True TRUE tRue false False FALSE yEs
~ null Null NULL nULL = . - -- + _ .inf .Inf .INF -.inf +.INF .iNF .nan .NaN .NAN -.NaN
2001-12-14 2001-1-1 1.2.3 1,000 10% 50ms /F1ROS/odom simple_circuit f1 1e 1.e+ 12e03 -1e3 +1_0
123456789 1.7976931348623157e+308 0.30000000000000004 4.35 100.0 1_2:30 1:2_0 0b1_0 0_7 0o 0o8
""".split()


def read(source):
    try:
        value = yaml.safe_load('a: ' + source)['a']
    except (yaml.YAMLError, ValueError):
        return [source, 'error', '']
    if value is None:
        return [source, 'null', 'null']
    if isinstance(value, bool):
        return [source, 'boolean', str(value).lower()]
    if isinstance(value, (int, float)):
        if isinstance(value, float) and not math.isfinite(value):
            return [source, 'number', {'inf': 'Infinity', '-inf': '-Infinity', 'nan': 'NaN'}[str(value)]]
        return [source, 'number', repr(float(value))]
    if isinstance(value, (datetime.date, datetime.datetime)):
        return [source, 'date', str(value)]
    return [source, 'string', str(value)]


for source in SOURCES:
    print(json.dumps(read(source)))

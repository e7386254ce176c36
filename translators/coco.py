"""The 80 kinds of things of the COCO data set, and how tall each usually is."""

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["CATEGORY_NAMES", "NAMES", "TALLNESS_M"]

_TABLE = """
1 person 1.7 | 2 bicycle 1.0 | 3 car 1.5 | 4 motorcycle 1.1 | 5 airplane 6 | 6 bus 3
7 train 3.8 | 8 truck 2.8 | 9 boat 2 | 10 traffic light 0.9 | 11 fire hydrant 0.8
13 stop sign 0.75 | 14 parking meter 1.2 | 15 bench 0.9 | 16 bird 0.25 | 17 cat 0.3
18 dog 0.55 | 19 horse 1.7 | 20 sheep 0.9 | 21 cow 1.5 | 22 elephant 2.8 | 23 bear 1.2
24 zebra 1.5 | 25 giraffe 4.5 | 27 backpack 0.5 | 28 umbrella 0.8 | 31 handbag 0.3 | 32 tie 0.5
33 suitcase 0.6 | 34 frisbee 0.25 | 35 skis 1.6 | 36 snowboard 1.5 | 37 sports ball 0.22
38 kite 0.8 | 39 baseball bat 0.8 | 40 baseball glove 0.25 | 41 skateboard 0.15
42 surfboard 1.8 | 43 tennis racket 0.6 | 44 bottle 0.25 | 46 wine glass 0.2 | 47 cup 0.1
48 fork 0.18 | 49 knife 0.2 | 50 spoon 0.16 | 51 bowl 0.1 | 52 banana 0.15 | 53 apple 0.08
54 sandwich 0.1 | 55 orange 0.08 | 56 broccoli 0.15 | 57 carrot 0.15 | 58 hot dog 0.08
59 pizza 0.1 | 60 donut 0.08 | 61 cake 0.15 | 62 chair 0.9 | 63 couch 0.85
64 potted plant 0.5 | 65 bed 0.8 | 67 dining table 0.75 | 70 toilet 0.75 | 72 tv 0.6
73 laptop 0.25 | 74 mouse 0.04 | 75 remote 0.15 | 76 keyboard 0.15 | 77 cell phone 0.15
78 microwave 0.3 | 79 oven 0.8 | 80 toaster 0.2 | 81 sink 0.3 | 82 refrigerator 1.7
84 book 0.22 | 85 clock 0.3 | 86 vase 0.3 | 87 scissors 0.15 | 88 teddy bear 0.35
89 hair drier 0.2 | 90 toothbrush 0.18
"""


def _rows() -> list[tuple[int, str, float]]:
    found = []
    for entry in _TABLE.replace("\n", " | ").split("|"):
        if entry.strip():
            number, *name, tallness = entry.split()
            found.append((int(number), " ".join(name), float(tallness)))
    return found


_ROWS = _rows()

NAMES: tuple[str, ...] = tuple(name for _, name, _ in _ROWS)
"""The 80 names, in the order of detectors that count them from 0."""

CATEGORY_NAMES: Mapping[int, str] = MappingProxyType({number: name for number, name, _ in _ROWS})
"""Names by the numbers of the data set itself: 1 to 90, with gaps."""

TALLNESS_M: Mapping[str, float] = MappingProxyType({name: tall for _, name, tall in _ROWS})
"""Usual height in metres, standing or lying as it mostly does. Good for near or far, no more."""

"""Detector networks that see what a test tells them to: real ONNX graphs of each layout."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

SEES = (("dog", 16, 18, 0.9, (0.1, 0.5, 0.4, 0.9)), ("person", 0, 1, 0.8, (0.6, 0.2, 0.9, 0.8)))
"""Name, number counted from 0, number of the data set, score, left, top, right, bottom."""


def write_graph(path: Path, size: tuple[int, int], outputs: Sequence[np.ndarray]) -> Path:
    """A network whose input is [1, 3, height, width] and whose outputs are always these."""
    width, height = size
    nodes = [
        helper.make_node("ReduceMean", ["input"], ["mean"], axes=[0, 1, 2, 3], keepdims=0),
        helper.make_node("Constant", [], ["zero"], value=numpy_helper.from_array(np.float32(0))),
        helper.make_node("Mul", ["mean", "zero"], ["nothing"]),
    ]
    told = []
    for number, values in enumerate(outputs):
        name = f"output{number}"
        tensor = numpy_helper.from_array(values.astype(np.float32))
        nodes.append(helper.make_node("Constant", [], [f"told{number}"], value=tensor))
        nodes.append(helper.make_node("Add", [f"told{number}", "nothing"], [name]))
        told.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, values.shape))
    given = helper.make_tensor_value_info("input", TensorProto.FLOAT, [1, 3, height, width])
    graph = helper.make_graph(nodes, "told", [given], told)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    onnx.save(model, str(path))
    return path


def fastestdet(path: Path) -> Path:
    cells = np.zeros((1, 85, 22, 22), np.float32)
    for _, kind, _, score, (left, top, right, bottom) in SEES:
        x, y = (left + right) / 2 * 22, (top + bottom) / 2 * 22
        column, row = int(x), int(y)
        sides = np.array([right - left, bottom - top])
        # A neighbouring cell sees the same thing, less surely.
        for step, odds in ((0, score), (1, score - 0.1)):
            cell = cells[0, :, row, column + step]
            cell[0] = cell[5 + kind] = odds
            cell[1] = np.arctanh(np.clip(x - column - step, -0.99, 0.99))
            cell[2] = np.arctanh(y - row)
            cell[3:5] = np.log(sides / (1 - sides))
    return write_graph(path, (352, 352), [cells])


def yolox(path: Path, *, decoded: bool = False) -> Path:
    """For a picture of 320 x 240 in an input of 416 x 416."""
    fitted = np.array([416, 312])
    grids = [(stride, 416 // stride) for stride in (8, 16, 32)]
    rows = np.zeros((1, sum(side * side for _, side in grids), 85), np.float32)
    for number, (_, kind, _, score, (left, top, right, bottom)) in enumerate(SEES):
        centre = np.array([left + right, top + bottom]) / 2 * fitted
        sides = np.array([right - left, bottom - top]) * fitted
        stride, side = grids[number]
        start = sum(other * other for _, other in grids[:number])
        column, row = (centre // stride).astype(int)
        found = rows[0, start + row * side + column]
        found[:2] = centre if decoded else centre / stride - (column, row)
        found[2:4] = sides if decoded else np.log(sides / stride)
        found[4], found[5 + kind] = score, 1.0
    return write_graph(path, (416, 416), [rows])


def rfdetr(path: Path) -> Path:
    boxes = np.full((1, 300, 4), 0.5, np.float32)
    raw = np.full((1, 300, 91), -8.0, np.float32)
    for query, (_, _, number, score, (left, top, right, bottom)) in enumerate(SEES):
        boxes[0, query * 7] = ((left + right) / 2, (top + bottom) / 2, right - left, bottom - top)
        raw[0, query * 7, number] = np.log(score / (1 - score))
    return write_graph(path, (384, 384), [boxes, raw])

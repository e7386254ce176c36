"""Dragoman as an agent of other people's scorers: SimulEval and simulstream."""

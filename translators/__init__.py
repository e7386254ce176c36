"""Engines between modalities: recognize, translate, speak. A Protocol each, and backends."""

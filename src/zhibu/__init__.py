"""Zhibu (支部): work plans as data, one calendar, one record for every clause."""

"""Personal data: what is kept about somebody, corrected or erased on request, erased when its time is over."""

"""Personal data: what is kept about somebody, corrected on request, erased when its time is over."""

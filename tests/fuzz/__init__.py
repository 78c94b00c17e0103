"""A fuzz of hostile arguments over the whole public surface.

A call is drawn from a seed and a number alone, so that any one can be made again: ``python -m fuzz --replay 0:1234``.
Verdicts: no signal, no call that hangs, no error that names an internal, and no state that stays behind.

    tensors.py    tensors of every sort that has ever surprised an array library
    objects.py    numbers, texts, and objects that act while they are read
    draw.py       arguments for parameters, mostly of the declared kind
    receivers.py  good objects of each public class, whose methods are called
    surface.py    what can be called: ops, methods, layers, optimisers, transforms, ...
    calls.py      one call: target, arguments, surroundings
    verdict.py    what an error may say
    state.py      what must be as before
    worker.py     makes calls in a row; dies alone
    runner.py     keeps workers going, notes signals and hangs
    report.py     findings, by kind
"""

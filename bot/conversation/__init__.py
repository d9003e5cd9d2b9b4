"""The interview as a pure core: one input in, the new interview and the effects out."""

"""The engines that fit topics: arrays in, arrays out."""

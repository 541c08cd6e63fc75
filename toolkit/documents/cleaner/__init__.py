"""How one document is cleaned: lines, rules, furniture, trailers."""

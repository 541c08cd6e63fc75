"""What the page draws by itself: small SVG whose places are per cent of the room it gets, so that nothing is cut."""

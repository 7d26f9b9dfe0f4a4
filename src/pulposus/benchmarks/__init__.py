"""How fast and how right on the yardstick problems: what ``pulposus bench`` runs."""

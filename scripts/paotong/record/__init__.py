"""Room 3: keep what a run left. Nobody else touches outputs/."""

"""Who may do what, as far as the emulator asks: resource policies of functions, policies that authorizers return."""

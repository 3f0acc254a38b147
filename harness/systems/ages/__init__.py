"""What is left of what nobody looks at: places that keep things for a day, a week, a month or for ever."""

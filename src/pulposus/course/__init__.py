"""The coupled course of one disc over months: mechanics, nutrients and biology on their three clocks."""

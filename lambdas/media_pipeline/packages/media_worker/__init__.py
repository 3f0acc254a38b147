"""One message → one watermarked image and one settled job, however often the message comes."""

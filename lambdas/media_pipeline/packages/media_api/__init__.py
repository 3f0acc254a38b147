"""What both API functions answer with, and the S3 client they sign URLs with."""

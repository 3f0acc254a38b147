"""DynamoDB on moto inside LocalStack's process: no Java, no download, and no lost update."""

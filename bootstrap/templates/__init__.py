"""Templates of CloudFormation and SAM, and assemblies of CDK: read, their code packaged, deployed as they are."""

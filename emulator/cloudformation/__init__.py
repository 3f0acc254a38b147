"""What we know of CloudFormation: templates, what depends on what, replacements, undoing, custom resources. Pure."""

"""Which actions on which resources an operation needs: AWS's published tables, and ours where they say too little.

Rules: service authorization reference; each service's developer guide on permissions.
"""

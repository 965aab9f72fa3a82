"""ENGINE 3: what may be done with data. One judge, one disclosure control, one differencing memory, isolated jobs.

It knows no regulation and no database: legal numbers and citations arrive in a `Policy`,
data and storage through `ports`.
"""

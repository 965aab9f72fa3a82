"""The credit record of each organisation: facts that events of any office say, for as long as they count."""

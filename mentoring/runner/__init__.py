"""`manage.py run`: web server, worker, beat and, where no other broker is named, an embedded Valkey, under one roof."""

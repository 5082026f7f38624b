"""What is measured, one command each, with the limit or the peer in the same run."""

from db.launch import refuse_without_command

refuse_without_command("bench")

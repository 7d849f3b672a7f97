"""What people see first: the playground page, its forms, and the runs they have saved."""

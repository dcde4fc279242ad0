"""Why a call was refused, as a person would say it, and what to do about it. Worked out only when somebody asks."""

from shared.data.migrations import run_environment

run_environment()

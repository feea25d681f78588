"""What every request passes on its way in and out: connection, limits, headers, compression, problem documents."""

// Racekit runs Go tests under many schedules. See 'racekit help'.
package main

import "github.com/racekit/toolkit/racekit/command"

func main() { command.Main() }

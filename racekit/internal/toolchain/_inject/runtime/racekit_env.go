package runtime

// What the environment tells a worker, and hides from its program.

// rkEarly finds out whether this process is a worker. It runs before the
// random state and the environment are initialised.
func rkEarly() {
	rk.worker = rkEnviron("RACEKIT_WORKER=") != ""
}

// rkEnviron returns the value of the environment entry that starts with
// prefix, read from the process's own arguments.
func rkEnviron(prefix string) string {
	if argv == nil {
		return ""
	}
	for i := argc + 1; ; i++ {
		p := argv_index(argv, i)
		if p == nil {
			return ""
		}
		s := gostringnocopy(p)
		if len(s) > len(prefix) && s[:len(prefix)] == prefix {
			return s[len(prefix):]
		}
	}
}

// rkNumber returns the number that s is; 0 if it is none, or too large for a
// size or a time of day in seconds.
func rkNumber(s string) (n uint64) {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' || n > 1<<36 {
			return 0
		}
		n = n*10 + uint64(s[i]-'0')
	}
	return n
}

// rkFilterEnv removes RACEKIT_* so that neither the program nor its children
// see that this is a worker.
func rkFilterEnv() {
	n := 0
	for _, e := range envs {
		if len(e) >= 8 && e[:8] == "RACEKIT_" {
			continue
		}
		envs[n] = e
		n++
	}
	envs = envs[:n]
}

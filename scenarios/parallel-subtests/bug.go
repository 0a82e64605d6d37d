package parallelsubtests

import "testing"

func deferred(t *testing.T, names []string) {
	f := open()
	defer f.close()
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f.use(t)
		})
	}
}

func shared(t *testing.T, names []string) {
	f := open()
	t.Cleanup(f.close)
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f.name = name
			f.use(t)
		})
	}
}

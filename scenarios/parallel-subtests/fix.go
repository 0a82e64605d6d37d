package parallelsubtests

import "testing"

func cleanup(t *testing.T, names []string) {
	f := open()
	t.Cleanup(f.close)
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f.use(t)
		})
	}
}

func fresh(t *testing.T, names []string) {
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := open()
			t.Cleanup(f.close)
			f.name = name
			f.use(t)
		})
	}
}

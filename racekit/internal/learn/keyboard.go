package learn

import "io"

// A keyboard has what is typed. What is typed during a check is kept.
type keyboard struct {
	from  <-chan byte
	keys  []byte
	ended bool // from is closed
}

// typed is where keys come from; nil if none will.
func (b *keyboard) typed() <-chan byte {
	if b.ended {
		return nil
	}
	return b.from
}

// keep takes a key from the channel, or its end; quit says that it is not to wait.
func (b *keyboard) keep(k byte, ok bool) (quit bool) {
	switch {
	case !ok:
		b.ended, b.keys = true, append(b.keys, 'q')
	case interrupts(k):
		return true
	default:
		b.keys = append(b.keys, k)
	}
	return false
}

// kept returns the first key that was kept.
func (b *keyboard) kept() (k byte, ok bool) {
	if len(b.keys) == 0 {
		return 0, false
	}
	k, b.keys = b.keys[0], b.keys[1:]
	return k, true
}

// Read implements io.Reader.
func (b *keyboard) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	k, ok := b.kept()
	if !ok {
		if k, ok = <-b.from; !ok {
			return 0, io.EOF
		}
	}
	p[0] = k
	return 1, nil
}

// interrupts reports whether a key ends the session at once: ^C and ^D, which a
// raw terminal hands over as they are.
func interrupts(k byte) bool { return k == 3 || k == 4 }

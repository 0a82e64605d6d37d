package abba

func inOrder(b *bank, from, to, amount int) bool {
	first, second := &b.accounts[min(from, to)], &b.accounts[max(from, to)]
	first.mu.Lock()
	defer first.mu.Unlock()
	second.mu.Lock()
	defer second.mu.Unlock()
	move(&b.accounts[from], &b.accounts[to], amount)
	return true
}

func coarse(b *bank, from, to, amount int) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	move(&b.accounts[from], &b.accounts[to], amount)
	return true
}

func gated(b *bank, from, to, amount int) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return asNamed(b, from, to, amount)
}

func giveUp(b *bank, from, to, amount int) bool {
	src, dst := &b.accounts[from], &b.accounts[to]
	src.mu.Lock()
	defer src.mu.Unlock()
	if !dst.mu.TryLock() {
		return false
	}
	defer dst.mu.Unlock()
	move(src, dst, amount)
	return true
}

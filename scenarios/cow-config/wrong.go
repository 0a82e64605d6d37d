package cowconfig

type inPlaceConfig struct{ loadStoreConfig }

func (c *inPlaceConfig) Set(key string, v setting) { c.Settings()[key] = v }

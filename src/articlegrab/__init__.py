"""articlegrab: raw news pages in, clean typed articles out."""

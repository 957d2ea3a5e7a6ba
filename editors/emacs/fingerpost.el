;;; fingerpost.el --- Fingerpost with Eglot  -*- lexical-binding: t; -*-

;; Explains Amazon SageMaker AI and Amazon Bedrock terms in architecture Markdown and flags requirements
;; that point to the other service. Needs `fingerpost' on the PATH.

;;; Code:

(require 'eglot)

(add-to-list 'eglot-server-programs
             '((markdown-mode gfm-mode markdown-ts-mode) . ("fingerpost" "server")))

(add-hook 'markdown-mode-hook #'eglot-ensure)
(add-hook 'markdown-ts-mode-hook #'eglot-ensure)

;; Settings have the keys of fingerpost.toml and win over it:
;; (setq-default eglot-workspace-configuration
;;               '(:fingerpost (:severity (:points-elsewhere "information"))))

(provide 'fingerpost)
;;; fingerpost.el ends here
